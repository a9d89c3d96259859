"""Tables of the sync record: one schema for SQLite and PostgreSQL. Columns are named as the fields of `domain.records`.

A change here, and a new member of any enum kept here, needs a revision under `migrations/versions` and a new HEAD.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)

from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.journal import JournalEvent
from splynx_xero_gui.domain.kinds import ActionKind, Birthplace, ObjectKind, Side
from splynx_xero_gui.domain.records import IntentState, LinkState, Role
from splynx_xero_gui.storage.columns import Moment, Money, Word

HEAD = "0005"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# `rank` is the id as a number, 0 where it is none (Xero); `parent_id` a customer's parent or what a contact was merged
# into; `day` the business date; `content` a hash of `body`; `read_at` when it was last read (kept for details only).
observations = Table(
    "observations",
    metadata,
    Column("side", Word(Side), primary_key=True),
    Column("kind", Word(ObjectKind), primary_key=True),
    Column("id", String(80), primary_key=True),
    Column("owner", String(80), nullable=False),
    Column("key", String(255), nullable=False),
    Column("partner_id", String(80)),
    Column("parent_id", String(80)),
    Column("rank", BigInteger, nullable=False),
    Column("day", Date),
    Column("gone", Boolean, nullable=False),
    Column("content", String(32), nullable=False),
    Column("read_at", Moment, nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_observations_owner", "side", "owner"),
    Index("ix_observations_rank", "side", "kind", "rank", "id"),
    Index("ix_observations_key", "side", "kind", "key"),
    Index("ix_observations_parent", "parent_id"),
)

marks = Table(
    "marks",
    metadata,
    Column("stream", String(80), primary_key=True),
    Column("stamp", String(80), nullable=False),
    Column("at", Moment, nullable=False),
)

dirty_customers = Table("dirty_customers", metadata, Column("customer_id", String(80), primary_key=True))

links = Table(
    "links",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Word(ObjectKind), nullable=False),
    Column("splynx_id", String(80), nullable=False),
    Column("role", Word(Role), nullable=False),
    Column("xero_kind", Word(ObjectKind), nullable=False),
    Column("xero_id", String(80), nullable=False),
    Column("customer_id", String(80), nullable=False),
    Column("part", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("xero_part", String(80), nullable=False),
    Column("invoice_id", String(80)),
    Column("amount", Money, nullable=False),
    Column("date", Date),
    Column("birthplace", Word(Birthplace), nullable=False),
    Column("state", Word(LinkState), nullable=False),
    Column("partner_id", String(80)),
    Column("agreed", Text, nullable=False),
    Column("agreed_splynx", String(80), nullable=False),
    Column("agreed_xero", String(80), nullable=False),
    Index("ix_links_customer", "customer_id"),
    Index("ix_links_xero", "xero_kind", "xero_id"),
    Index("ix_links_splynx", "kind", "splynx_id"),
)

# `seq` is the order in which intents were made: moments may be equal.
intents = Table(
    "intents",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String(80), nullable=False, unique=True),
    Column("run_id", String(80), nullable=False),
    Column("action_id", String(80), nullable=False),
    Column("kind", Word(ActionKind), nullable=False),
    Column("side", Word(Side), nullable=False),
    Column("action", Text, nullable=False),
    Column("state", Word(IntentState), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("idempotency_key", String(128), nullable=False),
    Column("xero_id", String(80), nullable=False),
    Column("message", Text, nullable=False),
    Column("concluded_at", Moment),
    Column("lookups", Integer, nullable=False),
    Column("forgiven", Boolean, nullable=False),
    Column("replaced", Text, nullable=False, server_default=text("''")),
    Column("answer", String(32), nullable=False, server_default=text("''")),
    Index("ix_intents_state", "state"),
    Index("ix_intents_action", "action_id"),
    Index("ix_intents_run", "run_id"),
)

# What an undo took back. `released` once a person let it be written again.
undone = Table(
    "undone",
    metadata,
    Column("intent_id", String(80), primary_key=True),
    Column("by_run", String(80), nullable=False),
    Column("hold", String(80), nullable=False),
    Column("released", Boolean, nullable=False),
)

shown_plans = Table(
    "shown_plans",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("fingerprint", String(80), nullable=False, unique=True),
    Column("actions", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

conflicts = Table(
    "conflicts",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String(80), nullable=False, unique=True),
    Column("kind", Word(ConflictKind), nullable=False),
    Column("customer_id", String(80), nullable=False),
    Column("group", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_conflicts_customer", "customer_id"),
)

# A journal: rows are added and marked as used, never removed.
resolutions = Table(
    "resolutions",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("conflict_id", String(80), nullable=False),
    Column("kind", Word(ConflictKind), nullable=False),
    Column("choice", String(80), nullable=False),
    Column("value", Text, nullable=False),
    Column("evidence", String(80), nullable=False),
    Column("by", String(255), nullable=False),
    Column("at", Moment),
    Column("consumed_at", Moment),
    Index("ix_resolutions_conflict", "conflict_id"),
)

rules = Table(
    "rules",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String(80), nullable=False, unique=True),
    Column("kind", Word(ConflictKind), nullable=False),
    Column("choice", String(80), nullable=False),
    Column("value", Text, nullable=False),
    Column("scope", String(40), nullable=False),
    Column("scope_value", String(255), nullable=False),
    Column("up_to", Money),
    Column("by", String(255), nullable=False),
    Column("at", Moment),
    Column("revoked_at", Moment),
)

# What both sides may hold already. `key` is kind and Splynx id, of what is in Xero only its id there.
matches = Table(
    "matches",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("kind", Word(ObjectKind), nullable=False),
    Column("customer_id", String(80), nullable=False),
    Column("open", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_matches_customer", "customer_id"),
)

# Journals: triggers of the migration refuse UPDATE and DELETE.
decision_journal = Table(
    "decision_journal",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("event", Word(JournalEvent), nullable=False),
    Column("by", String(255), nullable=False),
    Column("kind", String(80), nullable=False),
    Column("subject", Text, nullable=False),
    Column("customer_id", String(80), nullable=False),
    Column("customer", Text, nullable=False),
    Column("amount", Money, nullable=False),
    Column("question", Text, nullable=False),
    Column("choice", String(80), nullable=False),
    Column("answer", Text, nullable=False),
    Column("consequence", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("conflict_id", String(80), nullable=False),
    Column("group", Text, nullable=False),
    Column("rule_id", String(80), nullable=False),
    Column("evidence", String(80), nullable=False),
    Index("ix_decision_journal_rule", "rule_id"),
)

questions_asked = Table(
    "questions_asked",
    metadata,
    Column("conflict_id", String(80), primary_key=True),
    Column("evidence", String(80), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("kind", String(80), nullable=False),
    Column("customer_id", String(80), nullable=False),
    Column("category_id", String(80), nullable=False),
    Column("amount", Money, nullable=False),
    Column("choices", Text, nullable=False),
    Index("ix_questions_asked_kind", "kind", "at"),
)

runs = Table(
    "runs",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String(80), nullable=False, unique=True),
    Column("started_at", Moment, nullable=False),
    Column("started_by", String(255), nullable=False),
    Column("machine", String(255), nullable=False),
    Column("trigger", String(40), nullable=False),
    Column("finished_at", Moment),
    Column("outcome", String(40), nullable=False),
    Column("reason", String(40)),
    Column("resume_at", Moment),
    Column("waiting", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),
    Column("uncertain", Integer, nullable=False),
    Column("calls_splynx", Integer, nullable=False),
    Column("calls_xero", Integer, nullable=False),
    Column("settings", Text, nullable=False),
    Column("undoes", String(80), nullable=False, server_default=text("''")),
)

run_items = Table(
    "run_items",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("run_id", String(80), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("action_id", String(80), nullable=False),
    Column("kind", Word(ActionKind), nullable=False),
    Column("side", Word(Side), nullable=False),
    Column("subject", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("splynx_id", String(80)),
    Column("xero_id", String(80)),
    Column("date", Date),
    Column("amount", Money, nullable=False),
    Column("currency", String(10), nullable=False),
    Column("result", String(40), nullable=False),
    Column("message", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("at", Moment),
    Index("ix_run_items_run", "run_id", "sequence"),
    Index("ix_run_items_xero", "xero_id"),
)

reference_data = Table(
    "reference_data",
    metadata,
    Column("side", Word(Side), primary_key=True),
    Column("body", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

facts = Table(
    "facts",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("value", Text, nullable=False),
)

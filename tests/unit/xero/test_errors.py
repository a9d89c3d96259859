"""Every message of the fact sheet has its plain cause."""

import pytest

from splynx_xero_gui.xero.errors import body_messages, is_key_reused, plain_cause


@pytest.mark.parametrize(
    ("message", "cause"),
    [
        (
            "The contact name Ada is already assigned to another contact. The contact name must be unique across all"
            " active contacts.",
            "name in use",
        ),
        ("Another contact has this contact number. Please enter a different contact number.", "number in use"),
        ("The Account Number already exists. Please enter a different Account Number.", "number in use"),
        (
            "The specified contact details matched an archived contact. Archived contacts cannot currently be edited"
            " via the API.",
            "contact archived",
        ),
        (
            "The Contact with the specified contact details has been archived. This Contact must be un-archived before"
            " creating new Invoices, Credit Notes or Purchase Orders.",
            "contact archived",
        ),
        ("Email address must be valid.", "e-mail or web address of the contact is invalid"),
        ("Website must be valid", "e-mail or web address of the contact is invalid"),
        ("Invoice # must be unique.", "number in use"),
        ("invoice # MUST be unique", "number in use"),
        ("Credit Note # must be unique.", "number in use"),
        ("Invoice not of valid status for modification", "number belongs to a voided document"),
        (
            "This document cannot be edited as it has a payment or credit note allocated to it.",
            "already paid or credited",
        ),
        ("The Total for this document must be greater than or equal to zero.", "total below zero"),
        (
            "Account code '476' is not a valid code for this document.",
            "account archived, unknown or not open to payments",
        ),
        (
            "Account code ''476'' has been removed as it does not match a recognised account.",
            "account archived, unknown or not open to payments",
        ),
        (
            "Account code '0000' has been archived or deleted. Each line item must reference a valid account.",
            "account archived, unknown or not open to payments",
        ),
        ("The TaxType code 'OUTPUT' cannot be used with account code '200'.", "tax not allowed on the account"),
        ("Organisation is not subscribed to currency EUR", "currency not set up"),
        (
            "You have reached the limit of invoices you can approve",
            "monthly invoice limit of the Xero plan reached",
        ),
        ("You do not have permission to approve this document", "the Xero user may not approve invoices"),
        ("The invoice you are trying to allocate to has already been paid off", "already paid or credited"),
        ("Credit Note cannot be allocated as amount is greater than amount outstanding", "more than is owed"),
        ("Payment amount exceeds the amount outstanding on this document", "more than is owed"),
        ("Payments can only be made against Authorised documents", "invoice is still a draft"),
        (
            "Account type is invalid for making a payment to/from",
            "account archived, unknown or not open to payments",
        ),
        ("Organisation accounts are locked on the specified payment date", "closed period"),
        (
            "The document date cannot be before the period lock date, currently set at 30-Nov-2018",
            "closed period",
        ),
        (
            "The document date cannot be before the end of year lock date, currently set at 31-Jul-2013",
            "closed period",
        ),
        ("Something nobody has ever said", ""),
    ],
)
def test_the_words_of_xero_have_a_plain_cause(message, cause):
    assert plain_cause((message,)) == cause


def test_the_first_known_of_several_messages_decides():
    assert plain_cause(("Who knows", "Invoice # must be unique.")) == "number in use"


def test_a_reused_key_is_recognised():
    assert is_key_reused(("The Idempotency Key abc is used with a different request",))
    assert not is_key_reused(("Invoice # must be unique.",))


def test_the_messages_of_the_elements_come_before_the_calls_own():
    said = {
        "Message": "A validation exception occurred",
        "Elements": [{"ValidationErrors": [{"Message": "a"}, {"Message": "a"}, {"Message": "b"}]}, None],
    }
    assert body_messages(said) == ("a", "b")
    assert body_messages({"Title": "Forbidden", "Detail": "AuthenticationUnsuccessful"}) == (
        "AuthenticationUnsuccessful",
    )
    assert body_messages({}) == ()

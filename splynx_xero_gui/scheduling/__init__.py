"""Adapters to the schedulers of operating systems: systemd, cron, launchd, Windows Task Scheduler."""

"""The set-up flow without Qt: what each page needs, what is complete, what comes next; and the services both faces use."""

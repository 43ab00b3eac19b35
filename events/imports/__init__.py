"""Moving here: what other sites and tables hold becomes announcements."""

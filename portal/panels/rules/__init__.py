"""The panel's own rules, pure: values in, answers and sentences out. No database, no clock."""

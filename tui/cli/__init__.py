"""The same verbs without a screen: for cron, for scripts, for a screen reader."""

"""The subcommands, a module each, imported when it is called: see ``tui.command_line``."""

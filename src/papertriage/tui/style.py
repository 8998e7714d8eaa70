"""How the review looks; colours are those of the terminal."""

REVIEW = """
Screen { background: ansi_default; color: ansi_default; }
* {
    scrollbar-size-vertical: 1;
    scrollbar-color: ansi_bright_black;
    scrollbar-color-hover: ansi_bright_black;
    scrollbar-color-active: ansi_bright_black;
    scrollbar-background: ansi_default;
    scrollbar-background-hover: ansi_default;
    scrollbar-background-active: ansi_default;
}
ModalScreen { background: transparent; }
#head { height: 1; padding: 0 1; }
#body { border: round ansi_default; padding: 0 1; height: 1fr; }
#body.ascii { border: ascii ansi_default; }
#card { height: auto; max-width: 110; padding: 0 1 0 0; }
#message { height: auto; padding: 0 1; }
#foot { height: auto; padding: 0 1; }
"""

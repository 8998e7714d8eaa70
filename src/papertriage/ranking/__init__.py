"""Tagged papers to reading lists: selection, order, reasons and headlines. Pure, no state."""

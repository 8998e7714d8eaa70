"""Full-screen views on Textual, which loads slowly; only ``papertriage review`` imports them."""

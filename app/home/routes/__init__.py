"""Pages of the house itself: front page, receipts, the officer's desk."""

"""Pages of requests: for citizens who file them, and for the staff who take them in and work on them."""

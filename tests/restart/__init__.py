"""A restart changes nothing but what nobody could see: scenarios with crashes against the same ones without."""

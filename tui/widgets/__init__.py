"""One file a widget; widgets know no screen."""

"""What is sent to the browser beside the widgets: style sheets and scripts."""

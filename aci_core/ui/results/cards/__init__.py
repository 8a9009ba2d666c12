"""Cards of one analysis each, and what lies behind them."""

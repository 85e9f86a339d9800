"""The ways out, one module each; every one fits `alerts.deliver.Channel`."""

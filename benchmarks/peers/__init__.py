"""What people use today, each as a program of its own, measured beside wirewatch."""

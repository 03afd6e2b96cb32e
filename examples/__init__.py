"""What a customer's own integration looks like: clients that use the public HTTP API and nothing else."""

"""Being told: webhooks for programs, messages for people, each once more until it has arrived."""

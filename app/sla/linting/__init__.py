"""What the terms linter looks for, one module a subject; ``app.sla.lint`` runs them all."""

"""Terms files: YAML or JSON to and from the core's Terms, with every fault located."""

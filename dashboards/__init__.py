"""The pages: a typed context, a template and figure functions each; English and 简体中文."""

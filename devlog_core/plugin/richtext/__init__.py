"""What plugins share that translate a place's rich text to Markdown and back."""

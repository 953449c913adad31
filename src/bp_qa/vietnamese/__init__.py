"""The Vietnamese language: normal forms, tokens, sentences, dates, abbreviations, restored marks."""

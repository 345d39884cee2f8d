"""What was said: transcription, timelines, syllables."""

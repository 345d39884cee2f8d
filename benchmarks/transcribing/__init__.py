"""The parts of `benchmarks/transcription.py`: samples, ways to transcribe, scores, costs."""

"""Files to tracks: decoding, channel layout, resampling, sound copies."""

"""What works on this machine, and what to do about what does not."""

from callcoach.doctor.examination import examine

__all__ = ["examine"]

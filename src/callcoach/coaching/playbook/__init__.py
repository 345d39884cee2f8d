"""Owns the playbook packs: files of techniques, read, checked and chosen."""

"""What knows nothing of digits or networks: types, declared parameters, random draws, tables, caches, processes, words."""

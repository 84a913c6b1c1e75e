"""What knows nothing of digits or networks: types, parameters, draws, tables, caches, processes, words."""

"""`rnn-tui sweep`: makes a sweep, starts and follows its workers, shows, stops and continues it."""

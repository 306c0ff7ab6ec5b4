"""What an answer must show, one module a rule. A rule looks at what a run left, and says what is wrong with it."""

# Words of the page by which somebody gets no more notices about changes.

notice-title = Letters about changes
notice-stop-title = Shall we stop writing to you about changes?
notice-stop-text = You will get no more letters about how our ways to reach us change. Answers to your own messages reach you as before.
notice-stop = Stop these letters
notice-done-title = Done: you get no more of these letters
notice-done-text = Answers to your own messages reach you as before. Whatever you sent us is kept.
notice-none-title = This link leads nowhere (any more)
notice-none-text = The address may be mistyped. Please open the link from the letter once more, or answer the letter and tell us.

# Words of the pages of surveys. The question and the thanks are texts of the organization.

survey-title = A question for you
survey-csat-low = very dissatisfied
survey-csat-high = very satisfied
survey-ces-low = not at all
survey-ces-high = very
survey-nps-low = not at all likely
survey-nps-high = extremely likely
survey-comment = Would you like to add something? (optional)
survey-send = Send answer
survey-choose = Please choose one of the numbers.
survey-too-long = Your text is too long. Please keep to 2,000 characters.
survey-yours = Your answer: { $score } of { $most }.
survey-change = Change the answer
survey-again = You have answered already. You can change your answer.
survey-late-title = This answer can no longer be given or changed
survey-late-text = Thank you for coming. To tell us something, just reply to our mail.
survey-test = This is a test: your answer counts nowhere.
survey-none-title = There is no such question (any more)
survey-none-text = The address may be mistyped. Please open the link from the mail once more.
survey-stop = Do not ask me again
survey-stop-title = Shall we stop asking you?
survey-stop-text = You will get no more questions about how we did. Answers to your own messages reach you as before.
survey-stopped = Done: we will not ask you again.

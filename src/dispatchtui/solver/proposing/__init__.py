"""What to do when the plan is wrong: disruptions read off the board, and a few different ways out of each.

Never: an act; whoever accepts an option submits it. Never: an option that the checker would refuse without saying so.
Why: elsewhere a replan takes minutes and locks the board; here each row of each option is checked alone, said with its
price, and checked again when it is done.
"""

"""A simulated field: technicians and customers who play a day against the real server.

Never: anything that a phone or a customer's portal would not know; a parameter that another
part of the program imports.
Why: a dispatcher's program is proven by people who do what people do, and estimates that
knew the simulation's own numbers would prove nothing.
"""

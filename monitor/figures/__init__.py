"""Reading figures and claims: who says how many.

    text ─numbers▶ numbers, each with its bound, or rejected with a reason
         ─linking▶ figures: what is counted, whose, what happened, over what scope
         ─speakers▶ claims: who says so
         ─toll, checks▶ what the article says as a whole, and where it contradicts itself

Every stage is pure and takes time proportional to the text.
"""

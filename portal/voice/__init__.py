"""What young people say before their panel, in their own words, and that it is heard (R52).

They are asked one question at a time, answer in the way they like, and say for whom each answer is.
Their words are kept as they came, apart from what anybody writes about them.
"""

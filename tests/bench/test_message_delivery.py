from tests.bench.message_delivery import MANY, measure


def test_ten_thousand_messages_are_each_delivered_once() -> None:
    for each in measure():
        assert each.states["sent"] + each.states["dead"] == MANY
        assert each.states["dead"] <= 2  # ten failures in a row come to one in 170,000
        assert (each.lost, each.twice) == (0, 0) if not each.states["dead"] else (each.twice == 0)

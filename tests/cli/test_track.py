from tests.cli.tracking import Runner, calsync
def test_x(calsync):
    print(calsync.json("track", calsync.invite()))
    print(calsync.refs(), calsync.log(), calsync.open("acme"))
    c,o,e=calsync.run("list"); print(o)

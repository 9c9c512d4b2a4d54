"""What happens to links and to the computer: links that drop, a process that stalls, sleeps or dies."""

from retrowalk.controller.events import Recover
from retrowalk.safety.events import StopReason
from retrowalk.safety.supervisor import OURS, Belt
from retrowalk.simulator.machine import Button
from retrowalk.simulator.soak.gateway import Post
from retrowalk.simulator.soak.world import Bay, World


def press(world: World, bay: Bay, button: Button) -> None:
    """Press a console button."""
    bay.treadmill.press(button, world.agenda.now)


def drop(_world: World, bay: Bay) -> None:
    """Lose the link of the gateway; it is looked for again."""
    wire = bay.post.wire
    if wire is not None and wire.client is not None:
        wire.down()
        bay.post.cut("soak")


def stall(world: World, ms: int) -> None:
    """The process stands still, and then does everything that came meanwhile, in order."""
    process = world.process
    process.until = max(process.until, world.agenda.now + ms)
    world.agenda.at(process.until, _go_on, world)


def _go_on(world: World) -> None:
    process = world.process
    while process.backlog and process.alive and process.until <= world.agenda.now:
        act, what = process.backlog.pop(0)
        act(*what)


def suspend(world: World, ms: int) -> None:
    """The computer sleeps: its links are lost, its clock goes on, and nothing runs."""
    for bay in world.bays:
        drop(world, bay)
    stall(world, ms)
    if world.sentry is not None:
        world.sentry.sleep(ms)


def kill(world: World, ms: int) -> None:
    """The process is gone, and started again after a while: it knows what its papers say."""
    process = world.process
    if not process.alive:
        return
    process.alive, process.until = False, 0
    process.backlog.clear()
    for bay in world.bays:
        _forget(bay, world.agenda.now + ms)
    world.agenda.at(world.agenda.now + ms, _start_again, world)


def _forget(bay: Bay, again: int) -> None:
    """The link goes with the process; what is on paper is the first event of the next one."""
    post = bay.post
    if post.wire is not None:
        post.wire.down()
    paper = post.paper or paper_of(post)
    post.forget()
    post.book.restarted(post.state, again)
    post.paper = paper


def paper_of(post: Post) -> Recover | None:
    """What the papers of a process that ends now say of its belt."""
    supervision = post.state.supervision
    reason = supervision.latch.reason if supervision.latch else StopReason.POWER_LOSS
    if supervision.belt in OURS or supervision.belt is Belt.ARMED:
        return Recover(reason, "papers", ours=True)
    return Recover(reason, "papers", ours=False) if supervision.latch else None


def _start_again(world: World) -> None:
    world.process.alive = True
    if world.sentry is not None:
        world.sentry.new_service()
    for bay in world.bays:
        post = bay.post
        paper, post.paper = post.paper, None
        if paper is not None:
            post.take(paper)
        world.agenda.at(world.agenda.now, post.tick, post.run)
        post.look_again()

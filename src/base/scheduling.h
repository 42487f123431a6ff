// What a thread says of itself to the system's scheduler, so that who answers people does not wait
// behind who works in bulk. Needs no rights; where the system knows nothing of it, nothing happens.
#pragma once

namespace signalbox {

// The calling thread has short work and somebody waits for it: woken, it runs within a fraction of
// a millisecond, though every core has work (a slice of its own, Linux 6.12 and later).
void RunPromptly();

// The calling thread works in bulk, and nobody waits for the next millisecond of it: it lets
// whoever is woken go first (SCHED_BATCH), and where there is more work than cores it gets a third
// of what a thread gets that answers (niceness). Its slices are as short, so that a core is free
// again within a fraction of a millisecond. For good: only the privileged may take it back, so this
// is for threads that do nothing else.
void RunInBulk();

}  // namespace signalbox

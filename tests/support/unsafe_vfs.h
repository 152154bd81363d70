// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_TESTS_SUPPORT_UNSAFE_VFS_H_
#define KITH_TESTS_SUPPORT_UNSAFE_VFS_H_

#include <cstdint>

namespace kith::tests {

// What a disk may do to what was written and not synced, when the power goes.
// Nothing of it harms bytes beside those written (SQLite's "powersafe
// overwrite", which Linux's file systems give and SQLite assumes); all else is
// allowed: a file that grew may hold anything where nothing arrived.
enum class CutKind {
  kDropAll,   // No write since the last sync of its file is there.
  kDropSome,  // Each write by itself is there or not.
  kTear,      // Each 512-byte sector of each write is there or not.
  kReorder,   // All are there, and where two overlap, any may have come last.
  // No cut: the process is killed, when it was about to sync. What it wrote is
  // there for the next process on an unsafe disk, and is still not synced.
  kKill,
};

// From now on all databases that this process opens stand on a disk whose power
// goes at the `cut_at`-th write, sync, truncation or deletion: the files are
// left as the disk might have them, and the process ends at once with status
// kCutStatus. 0: only when CutPowerNow() is called. For a process of a test's
// own, before its first database. What is drawn depends on `seed` alone.
//
// A file whose directory was not synced since it was made may be gone, and one
// that was deleted so may be back. What is shared between processes (-shm) is
// left as it is: SQLite trusts none of it once nobody has the file open.
//
// What was done is counted in `counts`, which may be memory that outlives the
// process.
struct UnsafeDiskCounts {
  std::uint64_t steps = 0;  // What may be cut at.
  std::uint64_t syncs = 0;
};
void UseUnsafeDisk(std::uint64_t seed, CutKind kind, std::uint64_t cut_at,
                   UnsafeDiskCounts* counts);

[[noreturn]] void CutPowerNow();

inline constexpr int kCutStatus = 77;

}  // namespace kith::tests

#endif  // KITH_TESTS_SUPPORT_UNSAFE_VFS_H_

// SPDX-License-Identifier: Apache-2.0
#include "tests/support/unsafe_vfs.h"

#include <sqlcipher/sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <new>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace kith::tests {
namespace {

constexpr std::size_t kSector = 512;
// What the disk has of a file whose writer was killed, beside it.
constexpr char kSyncedSuffix[] = ".synced";
constexpr int kModelled =
    SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL;

// A write, or a truncation to `offset`.
struct Change {
  std::size_t offset = 0;
  std::string bytes;
  bool truncates = false;
};

// Programs see the real file, which always has everything; this is what the
// disk has of it.
struct DiskFile {
  std::string synced;
  std::vector<Change> since;
  bool entry_synced = true;  // Its name is in the directory for good.
  // What that name led to before, while it is not.
  std::optional<std::string> before;
  bool deleted = false;
};

std::string ContentOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

class Disk {
 public:
  void Start(std::uint64_t seed, CutKind kind, std::uint64_t cut_at,
             UnsafeDiskCounts* counts) {
    counts_ = counts;
    random_.seed(seed);
    kind_ = kind;
    cut_at_ = cut_at;
  }

  void Opened(const std::string& path, bool existed, bool database) {
    const std::lock_guard lock(mutex_);
    const auto known = files_.find(path);
    if (known != files_.end() && !known->second.deleted) return;
    DiskFile file;
    const std::string synced = path + kSyncedSuffix;
    if (existed && access(synced.c_str(), F_OK) == 0) {
      file.synced = ContentOf(synced);
      const std::string now = ContentOf(path);
      file.since = {{now.size(), "", true}, {0, now, false}};
    } else if (existed || database) {
      file.synced = ContentOf(path);
    } else {
      file.entry_synced = false;
      if (known != files_.end()) file.before = known->second.before;
    }
    files_[path] = std::move(file);
  }
  void Changed(const std::string& path, Change change) {
    const std::lock_guard lock(mutex_);
    files_[path].since.push_back(std::move(change));
    Step();
  }
  // Held while the real sync runs: nobody else's change slips in.
  template <typename Sync>
  int Synced(const std::string& path, const Sync& sync) {
    const std::lock_guard lock(mutex_);
    Step(/*syncs=*/true);
    const int code = sync();
    if (code != SQLITE_OK) return code;
    ++counts_->syncs;
    DiskFile& file = files_[path];
    for (const Change& change : file.since) Apply(change, file.synced);
    file.since.clear();
    // The first sync of a new log or journal takes the directory along.
    if (!file.entry_synced) DirectorySynced();
    return SQLITE_OK;
  }
  void Deleted(const std::string& path, bool and_directory) {
    const std::lock_guard lock(mutex_);
    Step();
    const auto known = files_.find(path);
    if (known == files_.end()) return;
    DiskFile& file = known->second;
    if (file.entry_synced) file.before = Left(file);
    file.deleted = true;
    file.entry_synced = false;
    file.since.clear();
    if (and_directory) DirectorySynced();
  }
  [[noreturn]] void Cut() {
    const std::lock_guard lock(mutex_);
    CutLocked();
  }

 private:
  bool Toss() { return (random_() & 1) != 0; }

  void Step(bool syncs = false) {
    ++counts_->steps;
    if (cut_at_ == 0 || counts_->steps < cut_at_) return;
    if (syncs || kind_ != CutKind::kKill) CutLocked();
  }
  void DirectorySynced() {
    for (auto& [path, file] : files_) {
      file.entry_synced = true;
      file.before.reset();
    }
  }
  // Where a file grew and nothing arrived, it may hold anything.
  void Grow(std::string& content, std::size_t size) {
    while (content.size() < size) {
      content.push_back(garbage_ ? static_cast<char>(random_()) : '\0');
    }
  }
  void Apply(const Change& change, std::string& content) {
    if (change.truncates) {
      content.resize(change.offset);
      return;
    }
    Grow(content, change.offset + change.bytes.size());
    content.replace(change.offset, change.bytes.size(), change.bytes);
  }
  void ApplyTorn(const Change& change, std::string& content) {
    if (change.truncates) {
      if (Toss()) Apply(change, content);
      return;
    }
    const std::size_t end = change.offset + change.bytes.size();
    for (std::size_t at = change.offset; at < end;) {
      const std::size_t to = std::min(end, (at / kSector + 1) * kSector);
      if (Toss()) {
        Apply({at, change.bytes.substr(at - change.offset, to - at), false},
              content);
      }
      at = to;
    }
  }
  // What the disk has left of it.
  std::string Left(DiskFile& file) {
    std::string content = file.synced;
    if (kind_ == CutKind::kReorder) {
      std::shuffle(file.since.begin(), file.since.end(), random_);
    }
    for (const Change& change : file.since) {
      switch (kind_) {
        case CutKind::kDropAll:
        case CutKind::kKill:
          break;
        case CutKind::kDropSome:
          if (Toss()) Apply(change, content);
          break;
        case CutKind::kTear:
          ApplyTorn(change, content);
          break;
        case CutKind::kReorder:
          Apply(change, content);
          break;
      }
    }
    return content;
  }
  [[noreturn]] void Kill() {
    for (const auto& [path, file] : files_) {
      const std::string synced = path + kSyncedSuffix;
      std::ofstream(synced, std::ios::binary | std::ios::trunc) << file.synced;
    }
    _exit(kCutStatus);
  }
  [[noreturn]] void CutLocked() {
    if (kind_ == CutKind::kKill) Kill();
    garbage_ = Toss();
    for (auto& [path, file] : files_) {
      const bool before = !file.entry_synced && Toss();
      std::optional<std::string> left;
      if (before) {
        left = file.before;
      } else if (!file.deleted) {
        left = Left(file);
      }
      if (left.has_value()) {
        std::ofstream(path, std::ios::binary | std::ios::trunc) << *left;
      } else {
        unlink(path.c_str());
      }
    }
    _exit(kCutStatus);
  }

  std::mutex mutex_;
  std::mt19937_64 random_;
  CutKind kind_ = CutKind::kDropAll;
  std::uint64_t cut_at_ = 0;
  UnsafeDiskCounts* counts_ = nullptr;
  bool garbage_ = false;
  std::map<std::string, DiskFile> files_;
};

Disk& TheDisk() {
  static Disk* const disk = new Disk();
  return *disk;
}

// SQLite reserves the room behind it for the real file.
struct File {
  sqlite3_file base;
  sqlite3_file* real;
  std::string* path;  // Null if it is not modelled.
};
File& Of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
sqlite3_file* Real(sqlite3_file* file) { return Of(file).real; }
const sqlite3_io_methods& Methods(sqlite3_file* file) {
  return *Real(file)->pMethods;
}
sqlite3_vfs* RealVfs(sqlite3_vfs* vfs) {
  return static_cast<sqlite3_vfs*>(vfs->pAppData);
}

int Close(sqlite3_file* file) {
  const int code = Methods(file).xClose(Real(file));
  delete Of(file).path;
  return code;
}
int Read(sqlite3_file* file, void* out, int size, sqlite3_int64 offset) {
  return Methods(file).xRead(Real(file), out, size, offset);
}
int Write(sqlite3_file* file, const void* bytes, int size,
          sqlite3_int64 offset) {
  const int code = Methods(file).xWrite(Real(file), bytes, size, offset);
  if (code == SQLITE_OK && Of(file).path != nullptr) {
    TheDisk().Changed(*Of(file).path,
                      {static_cast<std::size_t>(offset),
                       std::string(static_cast<const char*>(bytes),
                                   static_cast<std::size_t>(size)),
                       false});
  }
  return code;
}
int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  const int code = Methods(file).xTruncate(Real(file), size);
  if (code == SQLITE_OK && Of(file).path != nullptr) {
    TheDisk().Changed(*Of(file).path,
                      {static_cast<std::size_t>(size), "", true});
  }
  return code;
}
int Sync(sqlite3_file* file, int flags) {
  const auto sync = [&] { return Methods(file).xSync(Real(file), flags); };
  if (Of(file).path == nullptr) return sync();
  return TheDisk().Synced(*Of(file).path, sync);
}
int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  return Methods(file).xFileSize(Real(file), size);
}
int Lock(sqlite3_file* file, int level) {
  return Methods(file).xLock(Real(file), level);
}
int Unlock(sqlite3_file* file, int level) {
  return Methods(file).xUnlock(Real(file), level);
}
int CheckReservedLock(sqlite3_file* file, int* result) {
  return Methods(file).xCheckReservedLock(Real(file), result);
}
int FileControl(sqlite3_file* file, int operation, void* argument) {
  return Methods(file).xFileControl(Real(file), operation, argument);
}
int SectorSize(sqlite3_file*) { return static_cast<int>(kSector); }
// Nothing else is promised: no atomic writes, no order, no safe append.
int DeviceCharacteristics(sqlite3_file*) {
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}
int ShmMap(sqlite3_file* file, int page, int size, int extend,
           void volatile** out) {
  return Methods(file).xShmMap(Real(file), page, size, extend, out);
}
int ShmLock(sqlite3_file* file, int offset, int count, int flags) {
  return Methods(file).xShmLock(Real(file), offset, count, flags);
}
void ShmBarrier(sqlite3_file* file) { Methods(file).xShmBarrier(Real(file)); }
int ShmUnmap(sqlite3_file* file, int and_delete) {
  return Methods(file).xShmUnmap(Real(file), and_delete);
}

// Without mapped files, whose writes nobody would see.
constexpr sqlite3_io_methods kMethods = {
    .iVersion = 2,
    .xClose = Close,
    .xRead = Read,
    .xWrite = Write,
    .xTruncate = Truncate,
    .xSync = Sync,
    .xFileSize = FileSize,
    .xLock = Lock,
    .xUnlock = Unlock,
    .xCheckReservedLock = CheckReservedLock,
    .xFileControl = FileControl,
    .xSectorSize = SectorSize,
    .xDeviceCharacteristics = DeviceCharacteristics,
    .xShmMap = ShmMap,
    .xShmLock = ShmLock,
    .xShmBarrier = ShmBarrier,
    .xShmUnmap = ShmUnmap,
};

int Open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags,
         int* out_flags) {
  File& opened = *new (file) File();
  opened.real = reinterpret_cast<sqlite3_file*>(&opened + 1);
  const bool existed = name != nullptr && access(name, F_OK) == 0;
  const int code =
      RealVfs(vfs)->xOpen(RealVfs(vfs), name, opened.real, flags, out_flags);
  if (code != SQLITE_OK) return code;
  opened.base.pMethods = &kMethods;
  if (name != nullptr && (flags & kModelled) != 0) {
    opened.path = new std::string(name);
    TheDisk().Opened(name, existed, (flags & SQLITE_OPEN_MAIN_DB) != 0);
  }
  return SQLITE_OK;
}

int Delete(sqlite3_vfs* vfs, const char* name, int sync_directory) {
  const int code = RealVfs(vfs)->xDelete(RealVfs(vfs), name, sync_directory);
  if (code == SQLITE_OK) TheDisk().Deleted(name, sync_directory != 0);
  return code;
}

}  // namespace

void UseUnsafeDisk(std::uint64_t seed, CutKind kind, std::uint64_t cut_at,
                   UnsafeDiskCounts* counts) {
  TheDisk().Start(seed, kind, cut_at, counts);
  sqlite3_vfs* const real = sqlite3_vfs_find(nullptr);
  auto* const vfs = new sqlite3_vfs(*real);
  vfs->szOsFile = real->szOsFile + static_cast<int>(sizeof(File));
  vfs->zName = "unsafe";
  vfs->pNext = nullptr;
  vfs->pAppData = real;
  vfs->xOpen = Open;
  vfs->xDelete = Delete;
  sqlite3_vfs_register(vfs, 1);
}

void CutPowerNow() { TheDisk().Cut(); }

}  // namespace kith::tests

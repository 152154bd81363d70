// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_PRIVATE_FILE_H_
#define KITH_KEYS_PRIVATE_FILE_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace kith {

// What root makes here belongs to whoever owns the folder it lies in: a program
// that runs as an account of its own must be able to read it.

// An empty file of mode 0600. ALREADY_EXISTS if there is something by that
// name; it is then not opened.
absl::Status CreatePrivateFile(const std::string& path);

// The file's bytes. NOT_FOUND if there is no such file; FAILED_PRECONDITION,
// with the command that mends it, if anyone but its owner may read it, if it
// belongs to another user (root may read anybody's), is a link or no plain
// file, or is larger than `most` bytes; or for a credential that systemd did
// not give (keys/credential.h).
absl::StatusOr<std::string> ReadPrivateFile(const std::string& path,
                                            std::size_t most);

// Writes the file whole and synced, mode 0600, in the place of one that is
// there: a reader sees the old one or the new one. Root writes it for whom
// GiveToOwner names, before it gets its name. On an error the old one is still
// there: NOT_FOUND without its folder, FAILED_PRECONDITION if this user may not
// write there, RESOURCE_EXHAUSTED if the disk is full, else INTERNAL.
absl::Status ReplacePrivateFile(const std::string& path,
                                absl::string_view bytes);

// What ReplacePrivateFile has just written, of mode 0644 from now on: for what
// is no secret. Codes as there.
absl::Status LetEverybodyRead(const std::string& path);

// A file or folder that is open as `fd` becomes its folder's owner's, if root
// asks: programs run as users of their own and must find what an administrator
// put there. Only for what this process has just made: a name that somebody
// else may have given is not followed. False, with errno, if that fails.
bool GiveToOwnerOfFolder(const std::string& path, int fd);
// The same for what is to replace what is at `path`: another user's stays
// theirs.
bool GiveToOwner(const std::string& path, int fd);

// A folder of mode 0700 that is its folder's owner's, as above. One that is
// there stays as it is. Codes as ReplacePrivateFile.
absl::Status MakePrivateFolder(const std::string& path);

// Overwrites the file with zeros, syncs it and takes its name away. What a disk
// keeps of overwritten blocks is not in our hands: a secret that must be gone
// lies encrypted, and the key to it goes too. Codes as ReplacePrivateFile.
absl::Status DestroyPrivateFile(const std::string& path);

// Syncs a file, or a folder's entries. INTERNAL if that fails. Not for a
// database that this process has open: see CreatePrivateFile.
absl::Status SyncFile(const std::string& path);
absl::Status SyncFolderOf(const std::string& path);

}  // namespace kith

#endif  // KITH_KEYS_PRIVATE_FILE_H_

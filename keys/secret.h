// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_SECRET_H_
#define KITH_KEYS_SECRET_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "keys/base/random.h"

namespace kith {

// Bytes that must not be read by anybody else: locked in memory, kept out of
// core files, wiped when dropped. Has no <<, so it cannot reach a log.
//
// Movable, not copyable. Reading it costs a word that can be searched for.
class Secret {
 public:
  // Copies `bytes`; the caller still has the original to wipe.
  static Secret FromBytes(absl::string_view bytes);
  static Secret Generate(std::size_t size, Random& random);

  // The file's bytes. NOT_FOUND if there is no such file; FAILED_PRECONDITION,
  // with the command that mends it, if anyone but its owner may read it, if it
  // belongs to another user, is a link or is not of `size` bytes.
  static absl::StatusOr<Secret> FromFile(const std::string& path,
                                         std::size_t size);
  // Writes a new file of mode 0600, synced. ALREADY_EXISTS if there is one.
  absl::Status ToNewFile(const std::string& path) const;

  Secret(Secret&&) noexcept = default;
  Secret& operator=(Secret&&) noexcept = default;

  // The bytes; valid while this object lives.
  absl::string_view Expose() const;
  const unsigned char* ExposeData() const;
  std::size_t size() const { return size_; }

 private:
  struct Wipe {
    void operator()(unsigned char* bytes) const;
  };
  explicit Secret(std::size_t size);

  std::unique_ptr<unsigned char[], Wipe> bytes_;
  std::size_t size_;
};

// Overwrites `text` so that the compiler cannot leave it out.
void WipeString(std::string& text);

// Equal in the same time wherever the two differ. False if sizes differ.
bool EqualInConstantTime(absl::string_view a, absl::string_view b);

}  // namespace kith

#endif  // KITH_KEYS_SECRET_H_

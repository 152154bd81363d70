// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/passphrase.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kMostBytes = 1024;

// The terminal without echo, until this goes.
class Unseen {
 public:
  explicit Unseen(int terminal) : terminal_(terminal) {
    good_ = tcgetattr(terminal_, &before_) == 0;
    termios unseen = before_;
    unseen.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    good_ = good_ && tcsetattr(terminal_, TCSAFLUSH, &unseen) == 0;
  }
  ~Unseen() {
    if (good_) tcsetattr(terminal_, TCSAFLUSH, &before_);
    close(terminal_);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;
  bool good() const { return good_; }

 private:
  const int terminal_;
  termios before_ = {};
  bool good_ = false;
};

void Write(int terminal, absl::string_view text) {
  [[maybe_unused]] const ssize_t written =
      write(terminal, text.data(), text.size());
}

}  // namespace

absl::StatusOr<std::string> ReadPassphrase(absl::string_view prompt,
                                           const std::string& file,
                                           absl::string_view option) {
  if (!file.empty()) {
    KITH_ASSIGN_OR_RETURN(const std::string text, ReadFile(file, kMostBytes));
    return text.substr(0, text.find_first_of("\r\n"));
  }
  const int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (terminal < 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        "no terminal to type it at; name a file of yours that holds it: ",
        option));
  }
  const Unseen unseen(terminal);
  if (!unseen.good()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "this terminal cannot hide what is typed; use another, or ", option));
  }
  Write(terminal, prompt);
  std::string passphrase;
  char next = 0;
  while (read(terminal, &next, 1) == 1 && next != '\n' &&
         passphrase.size() < kMostBytes) {
    passphrase.push_back(next);
  }
  Write(terminal, "\n");
  return passphrase;
}

}  // namespace kith::deploy

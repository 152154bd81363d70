// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_TESTS_ADVERSARY_CONSOLE_STAGE_H_
#define KITH_TESTS_ADVERSARY_CONSOLE_STAGE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "deploy/demonstration/child_process.h"
#include "deploy/demonstration/demo_network.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"
#include "tests/support/tls_client.h"

namespace kith::tests {

// What is hostile in a register, a network file or a form.
inline constexpr char kScript[] = "<script>alert('x')</script>";
inline constexpr char kImage[] = "\"><img src=x onerror=alert(1)>";
inline constexpr char kAddress[] = "javascript:alert(1)";
inline constexpr char kBraces[] =
    "{{title}}{{{content}}}{{>layout}}{{#form_token}}";
inline constexpr char kReversed[] = "Pat \u202eelpmaxE";

// The school's console with its agent, and a network of two agencies; one for
// all tests of a program, for they leave it as it was. Local accounts: "brook",
// who is in every role, "finch" and "dove", who are staff, and some who are
// not.
class ConsoleStage {
 public:
  // Nullptr if it could not be raised: what failed was printed.
  static ConsoleStage* Get();
  // Ends what Get() began. Its folder stays if `keep`.
  static void End(bool keep);

  int port() const { return port_; }
  const std::string& origin() const { return origin_; }
  const std::string& accounts() const { return accounts_; }
  static constexpr char kPassword[] = "three words do";

  // A code of the account's that was not used yet; may wait for the next.
  std::string NewCode(const std::string& account);
  // What the console has in memory, of its own.
  std::int64_t ResidentKib() const;
  bool IsRunning() const;
  // What the console and the school's agent wrote to their logs.
  std::string Logs() const;
  deploy::DemoNetwork& network() { return *network_; }

 private:
  explicit ConsoleStage(std::string dir) : dir_(std::move(dir)) {}
  absl::Status Raise();
  absl::Status ImportHostileRows();
  absl::Status AddAccounts();

  const std::string dir_;
  SystemClock clock_;
  SystemRandom random_;
  int port_ = 0;
  std::string origin_;
  std::string accounts_;
  std::map<std::string, std::string> secrets_;
  std::map<std::string, std::int64_t> used_;
  std::unique_ptr<deploy::DemoNetwork> network_;
  std::unique_ptr<deploy::ChildProcess> console_;
};

using Headers = std::vector<std::pair<std::string, std::string>>;

// A browser that does as it is told: keeps cookies, and sends what it likes. Of
// every response it expects what protects a page (ExpectProtected).
class Browser {
 public:
  // `from`: any address of loopback.
  explicit Browser(const ConsoleStage& stage, std::string from = "127.0.0.1")
      : stage_(stage), from_(std::move(from)) {}

  Reply Get(const std::string& target, const Headers& more = {});
  Reply Head(const std::string& target);
  // As a form on one of the console's own pages, with the form's token if one
  // is known.
  Reply Post(const std::string& path, const std::string& form);
  // With these headers beside Host, Content-Length and the cookies.
  Reply PostWith(const std::string& path, const std::string& form,
                 const Headers& headers);
  // Any bytes over a connection of its own.
  Reply Send(const std::string& bytes);

  // True if it is signed in then. Reads its form's token, too.
  bool SignIn(ConsoleStage& stage, const std::string& account);
  Reply TryToSignIn(const std::string& account, const std::string& password,
                    const std::string& code);
  // True if a page is shown that needs a session.
  bool IsSignedIn();

  std::map<std::string, std::string> cookies;
  std::string form_token;

 private:
  std::string Head(const std::string& method, const std::string& target,
                   const Headers& headers) const;
  Reply Exchange(const std::string& bytes, bool head);

  const ConsoleStage& stage_;
  const std::string from_;
};

// No response is without what keeps a page from being framed, kept, or made to
// load or run what is not ours; no cookie without its attributes.
void ExpectProtected(const Reply& reply);

// The form's token in a page; empty if it has none.
std::string FormTokenIn(const std::string& page);

}  // namespace kith::tests

#endif  // KITH_TESTS_ADVERSARY_CONSOLE_STAGE_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_DEMONSTRATION_DEMO_NETWORK_H_
#define KITH_DEPLOY_DEMONSTRATION_DEMO_NETWORK_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "agent/desk_client/desk_client.h"
#include "deploy/demonstration/child_process.h"
#include "deploy/demonstration/exports.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"
#include "keys/sealed_db.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::deploy {

inline constexpr char kSchool[] = "hillview-primary";
inline constexpr char kHealthVisiting[] = "northshire-health-visiting";
inline constexpr char kHomes[] = "northshire-homes";
inline constexpr char kEarlyHelp[] = "northshire-early-help";
inline constexpr char kCharity[] = "harbour-charity";

// Whoever works at each of them, in every role.
inline constexpr char kBrook[] = "brook";
// Who works beside them, where a plan says so.
inline constexpr char kManagerFinch[] = "finch";
inline constexpr char kOfficerDove[] = "dove";

// A whole test network on this machine: a broker, a key holder and its agents
// as processes of their own, each with its own folder and keys, on loopback.
// A process is named "broker", "keyholder" (and "keyholder-2", "keyholder-3")
// or by its agency's id.
//
// Not thread-safe. Every process ends with this object.
class DemoNetwork {
 public:
  struct Member {
    std::string id;
    std::string name;
    std::string category;
    bool sensitive = false;
    std::string touch_gateway;
    std::uint32_t ask_elements = 4'000;  // A day.
    std::uint32_t register_size = 10'000;
    bool colleagues = false;  // Then every call says who it is for.
  };
  struct Plan {
    std::vector<Member> members;
    std::uint32_t release_ms = 0;  // 0: the sample's.
    std::string desk_agency;
    std::string sample = "england";
    std::string sample_dir;    // Empty: the samples that came with the program.
    bool lift_limits = false;  // On how often staff may ask.
    // With three, any two evaluate: "keyholder", "keyholder-2", "keyholder-3".
    int key_holders = 1;
    // Agencies may enrol by codes, and certificates are renewed.
    bool enrols = false;
  };
  // The five agencies of the demonstration.
  static Plan TheFive();

  // Makes the folders under `dir`, which must be empty or new. `programs` is
  // where kith-broker and the others are.
  static absl::StatusOr<std::unique_ptr<DemoNetwork>> Make(
      const std::string& dir, const std::string& programs, const Clock& clock,
      Random& random, const Plan& plan = TheFive());

  absl::Status StartAll();
  absl::Status StartBroker();
  absl::Status StartKeyHolder(const std::string& who = "keyholder");
  absl::Status StartAgent(const std::string& agency);
  void KillBroker() { Kill("broker"); }
  void StopAgent(const std::string& agency);
  // Ends it at once, as a power cut would.
  void Kill(const std::string& who);
  void KillAll();
  // Its process stands still, its connections stay open; and goes on.
  void Pause(const std::string& who);
  void Resume(const std::string& who);
  // The agency's stream to the broker is open.
  bool IsConnected(const std::string& agency);
  // Waits until these agencies hold a stream and have been probed.
  absl::Status WaitConnected(const std::vector<std::string>& agencies);
  // Waits until what `agency` should publish is in the index.
  absl::Status WaitPublished(const std::string& agency);
  // Dry run; then, with `accept`, carried out.
  absl::StatusOr<desk::v1::ImportReport> Import(const AgencyExport& from,
                                                bool accept);

  desk::DeskClient& desk(const std::string& agency) {
    return *desks_.at(agency);
  }
  std::string folder(const std::string& name) const {
    return dir_ + "/" + name;
  }
  const std::string& programs() const { return programs_; }
  int pid(const std::string& who) const { return processes_.at(who).pid(); }
  const std::vector<std::string>& agencies() const { return agencies_; }

  // The database of "broker", "keyholder" or an agency, with its own key.
  absl::StatusOr<std::unique_ptr<SealedDb>> OpenDatabase(
      const std::string& who) const;
  // Entries in its log.
  absl::StatusOr<std::uint64_t> LogSize(const std::string& who) const;
  // Enquiries the broker has accepted and not ended.
  absl::StatusOr<std::uint64_t> OpenEnquiries() const;

  // Leaves every process running; their ids, to end them by.
  std::vector<int> Release();

 private:
  DemoNetwork(std::string dir, std::string programs, const Clock& clock,
              Random& random);
  absl::Status MakeFolders(const Plan& plan);
  absl::Status AddOne(const Member& member);
  absl::Status AddKeyHolders(int count, int& next_port);
  absl::StatusOr<std::int64_t> Count(const std::string& who,
                                     const char* sql) const;

  const std::string dir_;
  const std::string programs_;
  const Clock& clock_;
  Random& random_;
  std::vector<std::string> agencies_;
  std::vector<std::string> key_holders_ = {"keyholder"};
  std::map<std::string, std::unique_ptr<desk::DeskClient>> desks_;
  std::map<std::string, ChildProcess> processes_;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_DEMONSTRATION_DEMO_NETWORK_H_

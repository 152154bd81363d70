// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_TESTS_ADVERSARY_ADVERSARY_TEST_H_
#define KITH_TESTS_ADVERSARY_ADVERSARY_TEST_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "deploy/bench/question_maker.h"
#include "keys/network/network.h"
#include "keys/tls/credentials.h"
#include "kith/consent/v1/consent.pb.h"
#include "kith/enquiry/v1/enquiry.pb.h"
#include "tests/scenarios/scenario_test.h"

namespace grpc {
class Channel;
class ChannelCredentials;
}  // namespace grpc

namespace kith::tests {

// A running network whose school is taken over: the test has its keys and says
// to the broker what it likes.
class AdversaryTest : public ScenarioTest {
 protected:
  void SetUp() override;

  // The school's certificate and TLS key.
  TlsFiles SchoolTls() { return TlsOf(network().folder(kSchool)); }
  TlsFiles TlsOf(const std::string& folder);
  // To the broker of this network, over these credentials.
  std::shared_ptr<grpc::Channel> Dial(const TlsFiles& tls);
  std::shared_ptr<grpc::Channel> Dial(
      const std::shared_ptr<grpc::ChannelCredentials>& credentials);

  absl::StatusOr<enquiry::v1::AskReply> Ask(
      const std::shared_ptr<grpc::Channel>& channel,
      const enquiry::v1::AskRequest& request);
  absl::StatusOr<consent::v1::WithdrawReply> Withdraw(
      const std::shared_ptr<grpc::Channel>& channel,
      const consent::v1::WithdrawRequest& request);

  // A question as the school's agent would make it, at this time.
  enquiry::v1::AskRequest Question(absl::Time now);
  // The same with its body changed and signed again by the school.
  enquiry::v1::AskRequest Changed(
      const enquiry::v1::AskRequest& request,
      const std::function<void(enquiry::v1::AskBody&)>& change);
  const Signer& school() const { return *school_; }
  const Network& file() const { return *file_; }
  std::int64_t LogSize() {
    return Count("broker", "SELECT count(*) FROM leaf");
  }

 private:
  std::shared_ptr<const Network> file_;
  std::unique_ptr<Signer> school_;
  std::unique_ptr<deploy::QuestionMaker> questions_;
};

}  // namespace kith::tests

#endif  // KITH_TESTS_ADVERSARY_ADVERSARY_TEST_H_

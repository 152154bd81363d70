// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_SERVICE_LINK_SERVICE_H_
#define KITH_BROKER_SERVICE_LINK_SERVICE_H_

#include "broker/flows/all_published_flow.h"
#include "broker/flows/parts.h"
#include "broker/flows/probe_flow.h"
#include "broker/flows/recall_flow.h"
#include "broker/flows/receive_answer_flow.h"
#include "broker/flows/takeover_flow.h"
#include "broker/flows/welcome_flow.h"
#include "broker/flows/withdrawal_notice_flow.h"
#include "broker/flows/witness_flow.h"
#include "broker/relay/agent_links.h"
#include "kith/link/v1/link.grpc.pb.h"

namespace kith::broker {

// LinkService: an agent's stream, from HELLO to its end.
class LinkService final : public link::v1::LinkService::CallbackService {
 public:
  struct Flows {
    WelcomeFlow& welcome;
    TakeoverFlow& takeover;
    ProbeFlow& probe;
    ReceiveAnswerFlow& answer;
    RecallFlow& recall;
    WithdrawalNoticeFlow& withdrawals;
    WitnessFlow& witness;
    AllPublishedFlow& published;
  };
  LinkService(const Parts& parts, AgentLinks& links, const Flows& flows)
      : parts_(parts), links_(links), flows_(flows) {}

  grpc::ServerBidiReactor<link::v1::FromAgent, link::v1::ToAgent>* Open(
      grpc::CallbackServerContext* context) override;

 private:
  class Stream;

  const Parts& parts_;
  AgentLinks& links_;
  const Flows flows_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_SERVICE_LINK_SERVICE_H_

// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/route_message.h"

#include "keys/capsule.h"
#include "keys/signer.h"
#include "keys/token.h"

namespace kith::broker {

link::v1::ToAgent MakeRoute(const std::string& enquiry_id,
                            std::uint32_t subject_number,
                            const enquiry::v1::SubjectQuestion& subject,
                            const std::string& handle, const SlotSet& hits,
                            absl::Duration window, Random& random) {
  link::v1::ToAgent message;
  link::v1::Route& route = *message.mutable_route();
  route.set_enquiry_id(enquiry_id);
  route.set_subject(subject_number);
  route.set_header(subject.header());
  route.set_capsule(subject.capsule());
  route.set_handle(handle);
  route.set_window_ms(
      static_cast<std::uint32_t>(absl::ToInt64Milliseconds(window)));
  route.set_shielded_signature(std::string(kSignatureBytes, '\0'));
  route.set_shielded_category(std::string(kShieldedCategoryBytes, '\0'));
  for (const auto& epoch : subject.epochs()) {
    for (std::uint32_t slot = 0; slot < kTokenSlots; ++slot) {
      link::v1::RoutedWrap& wrap = *route.add_wraps();
      wrap.set_epoch(epoch.epoch());
      wrap.set_slot(slot);
      if (hits.contains({epoch.epoch(), slot})) {
        wrap.set_token(
            epoch.tokens().substr(slot * Token::kBytes, Token::kBytes));
        wrap.set_wrap(epoch.wraps().substr(slot * kWrapBytes, kWrapBytes));
      } else {
        wrap.set_token(random.Bytes(Token::kBytes));
        wrap.set_wrap(random.Bytes(kWrapBytes));
      }
    }
  }
  return message;
}

}  // namespace kith::broker

// SPDX-License-Identifier: Apache-2.0
// Programs of this version and of the version before understand each other: no
// field, value or method that the one before knew has another meaning or is
// gone. What is new is left unread there, and missing here is empty.
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "kith/consent/v1/consent.pb.h"
#include "kith/desk/v1/agreement.pb.h"
#include "kith/desk/v1/audit.pb.h"
#include "kith/desk/v1/complaint.pb.h"
#include "kith/desk/v1/desk.pb.h"
#include "kith/desk/v1/directory.pb.h"
#include "kith/desk/v1/handover.pb.h"
#include "kith/desk/v1/involvement.pb.h"
#include "kith/desk/v1/list.pb.h"
#include "kith/desk/v1/person.pb.h"
#include "kith/desk/v1/recall.pb.h"
#include "kith/desk/v1/review.pb.h"
#include "kith/desk/v1/urgent.pb.h"
#include "kith/enquiry/v1/enquiry.pb.h"
#include "kith/evaluate/v1/evaluate.pb.h"
#include "kith/handover/v1/handover.pb.h"
#include "kith/involvement/v1/involvement.pb.h"
#include "kith/link/v1/link.pb.h"
#include "kith/log/v1/log.pb.h"
#include "kith/network/v1/network.pb.h"
#include "kith/policy/v1/bundle.pb.h"
#include "kith/recall/v1/recall.pb.h"
#include "kith/urgent/v1/urgent.pb.h"

namespace kith::tests {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;

// Every file of messages is linked, and so in the pool.
const void* const kLinked[] = {consent::v1::RecordGroundsBody::descriptor(),
                               desk::v1::CheckReply::descriptor(),
                               desk::v1::RecordObjectionRequest::descriptor(),
                               desk::v1::AskedEntry::descriptor(),
                               desk::v1::Complaint::descriptor(),
                               desk::v1::GetDirectoryRequest::descriptor(),
                               desk::v1::ProposeHandoverRequest::descriptor(),
                               desk::v1::ListSupportedRequest::descriptor(),
                               desk::v1::ListOpenFamiliesRequest::descriptor(),
                               desk::v1::Person::descriptor(),
                               desk::v1::SendRecallRequest::descriptor(),
                               desk::v1::TellApartRequest::descriptor(),
                               desk::v1::MakeStaffKeyRequest::descriptor(),
                               enquiry::v1::AskBody::descriptor(),
                               evaluate::v1::EvaluateRequest::descriptor(),
                               handover::v1::StepBody::descriptor(),
                               involvement::v1::PublishRequest::descriptor(),
                               link::v1::Hello::descriptor(),
                               log::v1::Opening::descriptor(),
                               network::v1::NetworkFile::descriptor(),
                               policy::v1::PolicyBundle::descriptor(),
                               recall::v1::RecallNotice::descriptor(),
                               urgent::v1::RequestBody::descriptor()};

struct Known {
  std::string of;
  int number = 0;
  std::string name;
  std::string type;
};

std::vector<Known> KnownBefore() {
  std::ifstream file(KITH_WIRE_BEFORE);
  std::vector<Known> all;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::vector<std::string> parts =
        absl::StrSplit(line, absl::MaxSplits(' ', 3));
    Known known{parts[0], 0, parts[2], parts[3]};
    EXPECT_TRUE(absl::SimpleAtoi(parts[1], &known.number)) << line;
    all.push_back(known);
  }
  return all;
}

std::string TypeOf(const FieldDescriptor& field) {
  const std::string type =
      field.message_type() != nullptr ? field.message_type()->full_name()
      : field.enum_type() != nullptr  ? field.enum_type()->full_name()
                                      : field.type_name();
  return field.is_repeated() ? absl::StrCat("repeated ", type) : type;
}

std::string MethodOf(const google::protobuf::MethodDescriptor& method) {
  return absl::StrCat(method.client_streaming() ? "stream " : "",
                      method.input_type()->full_name(), " -> ",
                      method.server_streaming() ? "stream " : "",
                      method.output_type()->full_name());
}

// What this version makes of it; empty if it does not know it.
std::string Now(const Known& known) {
  const DescriptorPool& pool = *DescriptorPool::generated_pool();
  if (const Descriptor* message = pool.FindMessageTypeByName(known.of)) {
    const FieldDescriptor* field = message->FindFieldByNumber(known.number);
    if (field != nullptr) return TypeOf(*field);
    return message->IsReservedNumber(known.number) ? known.type : "";
  }
  if (const auto* values = pool.FindEnumTypeByName(known.of)) {
    const auto* value = values->FindValueByName(std::string(known.name));
    return value != nullptr && value->number() == known.number ? "value" : "";
  }
  if (const auto* service = pool.FindServiceByName(known.of)) {
    const auto* method = service->FindMethodByName(known.name);
    return method == nullptr ? "" : MethodOf(*method);
  }
  return "";
}

TEST(WireTest, NothingThatTheVersionBeforeSaysHasAnotherMeaning) {
  const std::vector<Known> before = KnownBefore();
  for (const Known& known : before) {
    EXPECT_EQ(Now(known), known.type)
        << known.of << " " << known.number << " " << known.name;
  }
  EXPECT_GT(before.size(), 1000u);
  std::cout << "{\"known_before\":" << before.size()
            << ",\"linked_files\":" << std::size(kLinked) << "}\n";
}

// A Hello with what later versions may say more is read as one without.
TEST(WireTest, WhatIsNewIsLeftUnread) {
  link::v1::Hello hello;
  hello.set_normaliser_version(2);
  hello.GetReflection()->MutableUnknownFields(&hello)->AddVarint(900, 7);
  link::v1::Hello read;
  ASSERT_TRUE(read.ParseFromString(hello.SerializeAsString()));
  EXPECT_EQ(read.normaliser_version(), 2u);
}

}  // namespace
}  // namespace kith::tests

// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/json.h"

#include <google/protobuf/descriptor.h>

#include "absl/strings/escaping.h"

namespace kith::deploy {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using nlohmann::ordered_json;

ordered_json TextOrBytes(const FieldDescriptor& field,
                         const std::string& value) {
  return field.type() == FieldDescriptor::TYPE_BYTES
             ? ordered_json(absl::Base64Escape(value))
             : ordered_json(value);
}

ordered_json ItemOf(const Message& message, const FieldDescriptor* field,
                    int index) {
  const Reflection& r = *message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return ToJson(r.GetRepeatedMessage(message, field, index));
    case FieldDescriptor::CPPTYPE_UINT32:
      return r.GetRepeatedUInt32(message, field, index);
    default:
      return TextOrBytes(*field, r.GetRepeatedString(message, field, index));
  }
}

ordered_json ValueOf(const Message& message, const FieldDescriptor* field) {
  const Reflection& r = *message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return ToJson(r.GetMessage(message, field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return r.GetBool(message, field);
    case FieldDescriptor::CPPTYPE_INT32:
      return r.GetInt32(message, field);
    case FieldDescriptor::CPPTYPE_INT64:
      return r.GetInt64(message, field);
    case FieldDescriptor::CPPTYPE_UINT32:
      return r.GetUInt32(message, field);
    case FieldDescriptor::CPPTYPE_UINT64:
      return r.GetUInt64(message, field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return r.GetEnum(message, field)->name();
    case FieldDescriptor::CPPTYPE_STRING:
      return TextOrBytes(*field, r.GetString(message, field));
    default:
      return nullptr;  // No message of ours holds a fraction.
  }
}

}  // namespace

ordered_json ToJson(const Message& message) {
  ordered_json object = ordered_json::object();
  const auto& descriptor = *message.GetDescriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const FieldDescriptor* field = descriptor.field(i);
    if (!field->is_repeated()) {
      object[field->name()] = ValueOf(message, field);
      continue;
    }
    ordered_json list = ordered_json::array();
    const int size = message.GetReflection()->FieldSize(message, field);
    for (int j = 0; j < size; ++j) list.push_back(ItemOf(message, field, j));
    object[field->name()] = std::move(list);
  }
  return object;
}

std::string Pretty(const ordered_json& value) {
  return value.dump(2, ' ', false, ordered_json::error_handler_t::replace) +
         "\n";
}

}  // namespace kith::deploy

// Legal forms that are written in their own script: as often before the name as behind it, and in
// Japanese, Chinese and Thai without a space between. Those of one word, folded, are in
// reference/company_name.cc, whose key is stored with every lead and therefore stays as it is.
// Pure; any thread.
#pragma once

#include <string_view>

namespace signalbox::reference {

// `トヨタ自動車` for `株式会社トヨタ自動車` and for `トヨタ自動車株式会社`. A name that is nothing
// but a form stays as it is.
std::string_view WithoutScriptForms(std::string_view name);

// `字节跳动` for `北京字节跳动科技有限公司`: what people call a company whose name is registered in
// Chinese, which begins with its place and ends with its trade and legal form (Regulations on the
// Registration of Enterprise Names, 2020, article 6). Empty where nothing goes, or where fewer than
// two characters would be left.
std::string_view ShortHanName(std::string_view name);

}  // namespace signalbox::reference

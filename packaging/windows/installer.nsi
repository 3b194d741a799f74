; Installs Sanad for everybody on a computer. makensis -DVERSION=... -DFOLDER=... -DOUTPUT=... -DSIZE_KB=...
; sanad-VERSION-setup.exe        with a window, in Arabic or English
; sanad-VERSION-setup.exe /S     silently; /D=FOLDER last, for another folder
; Ends with 0; 2 where somebody said no or it could not be done; 3 where Sanad is open,
; its server included.
; Records lie in each user's own folder: neither installing, upgrading nor removing touches them.

Target amd64-unicode
Unicode true
ManifestDPIAware true
SetCompressor /SOLID /FINAL lzma
SetCompressorDictSize 64 ; MB: the second program holds much of the first once more
RequestExecutionLevel admin

!include "MUI2.nsh"
!include "x64.nsh"
!include "WinVer.nsh"
!include "LogicLib.nsh"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Sanad"

Name "Sanad"
OutFile "${OUTPUT}"
InstallDir "$PROGRAMFILES64\Sanad"
BrandingText "Sanad ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=0 "ProductName" "Sanad"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileDescription" "Sanad"
VIAddVersionKey /LANG=0 "LegalCopyright" "Apache License 2.0"

!define MUI_ICON "${__FILEDIR__}/sanad.ico"
!define MUI_UNICON "${__FILEDIR__}/sanad.ico"
!define MUI_ABORTWARNING
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Arabic"

LangString IsOpen ${LANG_ENGLISH} "Sanad is open. Nothing was changed. Close it, then start the installer again."
LangString IsOpen ${LANG_ARABIC} "سند مفتوح. لم يتغيّر شيء. أغلقه ثم شغّل المثبّت من جديد."
LangString NeedsWindows ${LANG_ENGLISH} "Sanad needs Windows 10 (version 1903 or newer) with 64 bits. Nothing was changed."
LangString NeedsWindows ${LANG_ARABIC} "يحتاج سند إلى ويندوز 10 (إصدار 1903 أو أحدث) بنظام 64 بت. لم يتغيّر شيء."

LangString ServerSetup ${LANG_ENGLISH} "Sanad server"
LangString ServerSetup ${LANG_ARABIC} "خادم سند"

; A program that runs can't be opened for writing: then nothing is begun.
!macro RefuseWhileOpen PREFIX
Function ${PREFIX}RefuseWhileOpen
  ${For} $1 1 5
    ${Select} $1
      ${Case} 1
        StrCpy $2 "$INSTDIR\sanad-window.exe"
      ${Case} 2
        StrCpy $2 "$INSTDIR\sanad.exe"
      ${Case} 3
        StrCpy $2 "$INSTDIR\sanad-opener.exe"
      ${Case} 4
        StrCpy $2 "$INSTDIR\sanad-headquarters.exe"
      ${Case} 5
        StrCpy $2 "$INSTDIR\sanad-headquarters-child.exe"
    ${EndSelect}
    ${If} ${FileExists} $2
      ClearErrors
      FileOpen $0 $2 a
      ${If} ${Errors}
        MessageBox MB_OK|MB_ICONEXCLAMATION "$(IsOpen)" /SD IDOK
        SetErrorLevel 3
        Quit
      ${EndIf}
      FileClose $0
    ${EndIf}
  ${Next}
FunctionEnd
!macroend
!insertmacro RefuseWhileOpen ""
!insertmacro RefuseWhileOpen "un."

; What the program consists of, and nothing else that may lie in the folder.
!macro RemoveProgram
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\sanad.exe"
  Delete "$INSTDIR\sanad-window.exe"
  Delete "$INSTDIR\sanad-opener.exe"
  Delete "$INSTDIR\sanad-headquarters.exe"
  Delete "$INSTDIR\sanad-headquarters-child.exe"
!macroend

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "$(NeedsWindows)" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  SetRegView 64
  SetShellVarContext all
  ReadRegStr $0 HKLM "${UNINSTALL}" "InstallLocation"
  ${If} $0 != ""
    StrCpy $INSTDIR $0
  ${EndIf}
  Call RefuseWhileOpen
FunctionEnd

Section "Sanad"
  Call RefuseWhileOpen
  SetOutPath "$INSTDIR"
  !insertmacro RemoveProgram
  File /r "${FOLDER}\*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\Sanad.lnk" "$INSTDIR\sanad-window.exe"
  CreateShortCut "$SMPROGRAMS\$(ServerSetup).lnk" "$INSTDIR\sanad-headquarters.exe"

  ; Where administrators set what everybody keeps to: only they may write there (docs/policy.md).
  CreateDirectory "$APPDATA\Sanad"
  ; whoever owns it could give himself every right in it again; what lies in it keeps its owner, so that
  ; a policy which an officer planted is not followed
  nsExec::Exec 'icacls "$APPDATA\Sanad" /setowner *S-1-5-32-544'
  Pop $0
  nsExec::Exec 'icacls "$APPDATA\Sanad" /reset'
  Pop $0
  nsExec::Exec 'icacls "$APPDATA\Sanad" /inheritance:r /grant *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F *S-1-5-32-545:(OI)(CI)RX'
  Pop $0

  ; Sealed files are opened by double click, where nothing else opens what ends in .age.
  WriteRegStr HKLM "Software\Classes\Sanad.Sealed" "" "Sanad"
  WriteRegStr HKLM "Software\Classes\Sanad.Sealed\DefaultIcon" "" "$INSTDIR\sanad-window.exe,0"
  ${If} ${FileExists} "$INSTDIR\sanad-opener.exe"
    WriteRegStr HKLM "Software\Classes\Sanad.Sealed\shell\open\command" "" '"$INSTDIR\sanad-opener.exe" "%1"'
    WriteRegStr HKLM "Software\Classes\.age\OpenWithProgids" "Sanad.Sealed" ""
    ReadRegStr $0 HKLM "Software\Classes\.age" ""
    ${If} $0 == ""
      WriteRegStr HKLM "Software\Classes\.age" "" "Sanad.Sealed"
    ${EndIf}
  ${EndIf}
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'

  WriteRegStr HKLM "${UNINSTALL}" "DisplayName" "Sanad"
  WriteRegStr HKLM "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL}" "DisplayIcon" "$INSTDIR\sanad-window.exe,0"
  WriteRegStr HKLM "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${UNINSTALL}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKLM "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKLM "${UNINSTALL}" "NoRepair" 1
SectionEnd

Function un.onInit
  SetRegView 64
  SetShellVarContext all
  Call un.RefuseWhileOpen
FunctionEnd

Section "Uninstall"
  !insertmacro RemoveProgram
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Sanad.lnk"
  ; whichever language it was installed in
  Delete "$SMPROGRAMS\Sanad server.lnk"
  Delete "$SMPROGRAMS\خادم سند.lnk"
  ReadRegStr $0 HKLM "Software\Classes\.age" ""
  ${If} $0 == "Sanad.Sealed"
    DeleteRegValue HKLM "Software\Classes\.age" ""
  ${EndIf}
  DeleteRegValue HKLM "Software\Classes\.age\OpenWithProgids" "Sanad.Sealed"
  DeleteRegKey HKLM "Software\Classes\Sanad.Sealed"
  DeleteRegKey HKLM "${UNINSTALL}"
SectionEnd
